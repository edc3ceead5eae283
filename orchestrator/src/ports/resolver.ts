/** Name resolution, once per attack. */
export interface Resolver {
  /** Every address of a name, in the system's order; rejects when there is none. */
  resolve(host: string): Promise<readonly string[]>;
  /** Whether something accepts connections there now. */
  accepts(address: string, port: number): Promise<boolean>;
}
