import { LabError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `$${` stands for a `${` that is meant as it stands. */
const REFERENCE = /\$?\$\{([A-Za-z_]\w*)\}/g;

/** A text with each `${NAME}` replaced from the environment. Throws LAB_SECRETS_MISSING for what is not set there. */
export function withEnvironment(text: string, environment: Environment, where: string): string {
  return text.replace(REFERENCE, (whole, name: string) => {
    if (whole.startsWith('$$')) return whole.slice(1);
    const value = environment[name];
    if (value !== undefined && value !== '') return value;
    throw new LabError(
      'LAB_SECRETS_MISSING',
      `${where} needs ${name} of the environment, which is not set.`,
      {
        fix: [`${name}=… npm run lab -- …`, `write $$\{${name}} for the text itself`],
      },
    );
  });
}

/** Every value with its references replaced; `of`: whose values these are, for errors. */
export function valuesWithEnvironment(
  values: Readonly<Record<string, string>>,
  environment: Environment,
  of: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      withEnvironment(value, environment, `${name} of ${of}`),
    ]),
  );
}
