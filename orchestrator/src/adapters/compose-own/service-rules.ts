/** What the keys of a service mean to a run, one by one. */

export interface Rule {
  /** Below the service. */
  readonly path: readonly string[];
  /** Absent: whenever the key is there. */
  readonly when?: (value: unknown) => boolean;
  readonly text: string;
}

const isSet = (value: unknown): boolean => value !== false;
const ofHost = (value: unknown): boolean => value === 'host';
const ofAnother = (value: unknown): boolean =>
  typeof value === 'string' && /^(service|container):/.test(value);
/** As Go calls what Node calls so; the engine runs on this machine. */
const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;
const emulated = (value: unknown): boolean =>
  typeof value === 'string' && !value.split('/').includes(ARCHITECTURE);
const several = (value: unknown): boolean => typeof value === 'number' && value > 1;

const ONE_CONTAINER =
  'the lab starts one container of it, so every figure would be of one and not of so many; make it 1';
const NO_QUOTA =
  'not given: it runs on whole CPUs, which the lab chooses, and without a quota, which would stop it in the middle of a request';
export const WITHOUT =
  'is not given to its container, and what it does without is not what would be measured; leave it out';

export const REFUSED: readonly Rule[] = [
  { path: ['deploy', 'replicas'], when: several, text: ONE_CONTAINER },
  { path: ['scale'], when: several, text: ONE_CONTAINER },
  {
    path: ['network_mode'],
    when: (mode) => mode !== 'default' && mode !== 'bridge',
    text: 'cannot be: every container of a run is on one internal network, so that the load takes the same way to all of them; leave it out',
  },
  {
    path: ['privileged'],
    when: isSet,
    text: 'would have the whole machine, the CPUs of the others included; leave it out, or name what it needs in cap_add',
  },
  {
    path: ['pid'],
    when: ofHost,
    text: 'would see the processes of the whole machine, and could end them; leave it out',
  },
  { path: ['ipc'], when: ofHost, text: 'would share memory with the whole machine; leave it out' },
  ...['pid', 'ipc'].map((key): Rule => ({ path: [key], when: ofAnother, text: WITHOUT })),
  {
    path: ['platform'],
    when: emulated,
    text: 'is another one than that of this machine: an emulator would be measured; leave it out',
  },
  { path: ['deploy', 'resources', 'reservations', 'devices'], text: WITHOUT },
  ...['devices', 'gpus', 'volumes_from', 'runtime', 'post_start', 'provider', 'models', 'use_api_socket'].map(
    (key): Rule => ({ path: [key], when: isSet, text: WITHOUT }),
  ),
];

export const CAUTIONS: readonly Rule[] = [
  {
    path: ['ports'],
    text: 'not published: the lab asks it on the network of the run, so it does not matter who has these ports of the machine',
  },
  ...['cpus', 'cpu_quota', 'cpu_period', 'cpu_percent', 'cpu_count', 'cpu_shares', 'cpuset'].map(
    (key): Rule => ({ path: [key], text: NO_QUOTA }),
  ),
  { path: ['deploy', 'resources', 'limits', 'cpus'], text: NO_QUOTA },
  {
    path: ['restart'],
    when: (policy) => policy !== 'no',
    text: 'not restarted: where it ends, the launch ends with it, since nothing is measured while it is away',
  },
  {
    path: ['container_name'],
    text: 'the container has a name of the run; the others still find it by this one',
  },
  {
    path: ['dns'],
    text: 'not asked: nothing outside of the network of the run can be reached',
  },
];

/** Honoured, or of no consequence for what is measured. */
export const KNOWN = new Set([
  ...['image', 'build', 'command', 'entrypoint', 'environment', 'user', 'working_dir', 'hostname', 'init'],
  ...[
    'read_only',
    'mem_limit',
    'pids_limit',
    'shm_size',
    'tmpfs',
    'volumes',
    'secrets',
    'configs',
    'cap_add',
  ],
  ...['cap_drop', 'security_opt', 'group_add', 'sysctls', 'ulimits', 'extra_hosts', 'networks', 'expose'],
  ...['depends_on', 'healthcheck', 'deploy', 'annotations', 'attach', 'develop', 'env_file', 'label_file'],
  ...['labels', 'logging', 'profiles', 'pull_policy', 'pull_refresh_after', 'stop_grace_period'],
  ...['stop_signal', 'stdin_open', 'tty', 'mem_reservation', 'oom_score_adj', 'pre_stop'],
]);
export const RULED = new Set([...REFUSED, ...CAUTIONS].map(({ path }) => path[0] ?? ''));
