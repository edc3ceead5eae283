import { LabError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `$${` stands for a `${` that is meant as it stands. */
const REFERENCE = /\$?\$\{([A-Za-z_]\w*)\}/g;

/** Every value with each `${NAME}` in it replaced; `of`: whose values these are. Throws LAB_SECRETS_MISSING. */
export function valuesWithEnvironment(
  values: Readonly<Record<string, string>>,
  environment: Environment,
  of: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value.replace(REFERENCE, (whole, name: string) =>
        whole.startsWith('$$') ? whole.slice(1) : environmentValue(name, environment, `${key} of ${of}`),
      ),
    ]),
  );
}

/** Throws LAB_SECRETS_MISSING for what is not set, or empty. */
export function environmentValue(name: string, environment: Environment, who: string): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new LabError('LAB_SECRETS_MISSING', `${who} needs ${name} of the environment, which is not set.`, {
    fix: [`set it: ${name}=… npm run lab -- …`, `or write $$\{${name}} for the text itself`],
  });
}
