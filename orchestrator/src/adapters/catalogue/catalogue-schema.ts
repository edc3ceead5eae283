import { z } from 'zod';

/** Setting values are text in a process's environment, however YAML wrote them. */
const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

const contender = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'use lower-case letters, digits and dashes'),
  name: z.string().min(1),
  framework: z.string().min(1),
  /** Whose exact version is recorded; null where Node's own is what counts. */
  frameworkPackage: z.string().nullable(),
  role: z.enum(['contender', 'yardstick']),
  /** Workspace folder, relative to the repository. */
  package: z.string().min(1),
  /** Entry relative to the package. */
  entry: z.string().min(1),
  readiness: z.string().startsWith('/'),
  routes: z.array(z.string()),
  settings,
});

export const catalogueSchema = z.strictObject({
  contenders: z.array(contender).min(1),
  /** Anchors for the contenders below. */
  settings: settings.optional(),
  routes: z.array(z.string()).optional(),
});

export type CatalogueEntry = z.infer<typeof contender>;
