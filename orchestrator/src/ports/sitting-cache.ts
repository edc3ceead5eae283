/** Keeps findings about this machine for one sitting (some hours, until it is booted again). */
export interface SittingCache {
  /** Null when nothing is kept under the key, or what is kept has aged. */
  get(key: readonly unknown[]): unknown;
  /** Never fails a run: what cannot be kept is found out again. */
  put(key: readonly unknown[], value: unknown): void;
}
