/** What is written to machine.json. Unknown is null, never a guess. */
export interface MachineFacts {
  readonly platform: string;
  readonly arch: string;
  readonly kernel: string;
  readonly distribution: string | null;
  readonly cpuModel: string | null;
  /** Logical CPUs this process may use. */
  readonly cpus: readonly number[];
  /** Groups of logical CPUs that share a core; null where the machine does not tell. */
  readonly smtSiblings: readonly (readonly number[])[] | null;
  readonly numaNodes: readonly (readonly number[])[] | null;
  readonly memoryMb: number;
  readonly virtualMachine: string | null;
  readonly container: boolean | null;
  readonly cgroup: 'v1' | 'v2' | null;
  readonly governor: string | null;
  readonly turbo: boolean | null;
  readonly onBattery: boolean | null;
  readonly loadAverage: readonly number[];
  readonly openFilesLimit: number | null;
  readonly ephemeralPorts: readonly [low: number, high: number] | null;
  readonly somaxconn: number | null;
  /** What the kernel says of each CPU vulnerability, by name: mitigations cost time. Null where it does not tell. */
  readonly mitigations: Readonly<Record<string, string>> | null;
  /** CPUs and memory that the lab itself may use; null where no limits can be seen. */
  readonly ownLimits: { readonly cpus: number | null; readonly memoryMb: number | null } | null;
  /** Of Node and what it is made of: V8, libuv, OpenSSL and so on. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whether processes can be pinned here, and with what. */
  readonly pinning: 'taskset' | null;
}
