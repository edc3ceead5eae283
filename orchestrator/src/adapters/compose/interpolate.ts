export type Environment = Readonly<Record<string, string | undefined>>;

/** `$$`, `${NAME}`, `${NAME-default}`, `${NAME:-default}`; any other `$` is caught by the last alternative. */
const FORM = /\$(?:(\$)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?-)([^{}$]*))?\}|(\{[^}]*\}?|\w*))/g;

/**
 * Variables filled in as Compose does: `:-` is for unset and empty, `-` for unset only, an unset one
 * without default is empty. Compose has more forms; those are refused rather than read differently.
 * Source: the Compose specification, chapter Interpolation.
 */
export function interpolate(
  text: string,
  env: Environment,
): { readonly text: string } | { readonly problem: string } {
  const refused: string[] = [];
  const filled = text.replace(FORM, (found, dollar, name, operator, fallback = '') => {
    if (dollar !== undefined) return '$';
    if (name === undefined) {
      refused.push(found);
      return found;
    }
    const value = env[name];
    if (operator === ':-') return value || fallback;
    return value ?? fallback;
  });
  const [form] = refused;
  if (form === undefined) return { text: filled };
  return {
    problem: `"${form}" is not a form of a variable that the lab reads: write \${NAME}, \${NAME:-default} or \${NAME-default}, and $$ for a dollar sign`,
  };
}
