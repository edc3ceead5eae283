/** The answers that depend on nothing, and the one that only repeats its question. */
export interface Dummy {
  readonly message: string;
  readonly status: string;
}

export interface Health {
  readonly status: string;
}

export interface Waited {
  readonly status: string;
  readonly ms: number;
}

export function dummy(): Dummy {
  return { message: 'Hello from dummy endpoint!', status: 'success' };
}

export function health(): Health {
  return { status: 'ok' };
}

export function waited(ms: number): Waited {
  return { status: 'waited', ms };
}
