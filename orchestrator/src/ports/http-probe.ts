/** One request, one response, no load: for contract verification. */
export interface HttpProbe {
  /** `wire` is the exact request the generator will send. Rejects when no whole response came. */
  exchange(
    address: { readonly host: string; readonly port: number },
    wire: Buffer,
    method: string,
    timeoutMs: number,
  ): Promise<ProbeResponse>;
}

export interface ProbeResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
