/** `path` or `path:options`, as in a Compose file, in the engine's words. */
export function tmpfsMounts(entries: readonly string[], byDefault: string): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [path = '', ...options] = entry.split(':');
      return [path, options.length > 0 ? options.join(':') : byDefault];
    }),
  );
}
