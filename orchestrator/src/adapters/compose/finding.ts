/** Something wrong in a Compose file, by where it stands, e.g. `['services', 'koa', 'image']`. */
export interface Finding {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** The same, by line: what a person is shown. The line is null where the file as a whole is meant. */
export interface LocatedFinding extends Finding {
  readonly line: number | null;
}

/** E.g. `docker-compose.yml:12: services.koa.image: is missing`. */
export function describeFinding(file: string, { path, text, line }: LocatedFinding): string {
  const where = line === null ? file : `${file}:${line}`;
  return path.length === 0 ? `${where}: ${text}` : `${where}: ${path.join('.')}: ${text}`;
}
