/**
 * The last line of clean-up: a process outside the lab that ends everything registered with it
 * when the lab is gone, however it went (SIGKILL included).
 */
export interface Guard extends AsyncDisposable {
  /** Registers a process group (by its leader) until `forget`. */
  watch(pid: number): void;
  forget(pid: number): void;
}

/** Holds CPUs for this lab; a second lab on the same machine gets others or is refused. */
export interface CpuLocks {
  /** Throws LAB_CPUS_BUSY naming the owner. */
  acquire(cpus: readonly number[], purpose: string): Promise<AsyncDisposable>;
  /** CPUs held by living labs. */
  held(): Promise<readonly { readonly cpu: number; readonly pid: number; readonly purpose: string }[]>;
}
