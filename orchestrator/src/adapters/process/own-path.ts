import { delimiter, join, sep } from 'node:path';

/**
 * PATH of somebody's own command: its own programs first, and none of the lab's, which `npm run` puts in
 * front. Else `tsx server.ts` would run with the lab's `tsx`, and not start where the service is at home.
 */
export function ownPath(
  path: string,
  { cwd, root }: { readonly cwd: string; readonly root: string },
): string {
  const others = path.split(delimiter).filter((folder) => !`${folder}${sep}`.startsWith(`${root}${sep}`));
  return [join(cwd, 'node_modules', '.bin'), ...others].join(delimiter);
}
