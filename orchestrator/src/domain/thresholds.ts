import { BOTTLENECK_THRESHOLDS } from './bottleneck-thresholds.ts';
import { CAPACITY_THRESHOLDS } from './capacity/capacity-thresholds.ts';
import { FINDING_THRESHOLDS } from './findings/finding-thresholds.ts';
import { TRUTH_THRESHOLDS } from './truth/truth-thresholds.ts';
import { TUNING_THRESHOLDS } from './tuning/tuning-thresholds.ts';

export interface Threshold {
  readonly value: number;
  readonly unit: string;
  /** What it decides. */
  readonly what: string;
  /** Why this value, and where it comes from. */
  readonly why: string;
}

const define = <Name extends string>(table: Record<Name, Threshold>): Readonly<Record<Name, Threshold>> =>
  table;

/** Every threshold of a verdict, a capacity, a bottleneck, a finding, of `validate` and of `tune`, with its reason. docs/METHODOLOGY.md shows this table; a test holds them together. */
export const THRESHOLDS = define({
  droppedShare: {
    value: 0.001,
    unit: 'share of planned',
    what: 'More dropped arrivals make a step `invalid`.',
    why: 'A drop is the generator being over 100 ms late. At 0.1 % the missing requests could hide a whole error objective of 0.1 %.',
  },
  cleanWindowShare: {
    value: 0.8,
    unit: 'share of windows',
    what: 'Fewer clean one-second windows make a step `invalid`.',
    why: 'With a fifth of the time set aside the rest still speaks for the step; below that it would be a choice of the good moments.',
  },
  uncleanWindowsAllowed: {
    value: 1,
    unit: 'windows',
    what: 'That many unclean windows never make a step `invalid`, however short it is.',
    why: 'A share of 80 % would let one hiccup void any step under 5 s; what the other windows cannot carry ends as `undecided`.',
  },
  lagFloorMs: {
    value: 1,
    unit: 'ms',
    what: 'Scheduler lag (p99 of a window) up to this is always clean.',
    why: 'One turn of a busy event loop and one timer tick; a tighter bar would only measure Node.',
  },
  lagShareOfObjective: {
    value: 0.05,
    unit: 'share of the latency objective',
    what: 'Scheduler lag (p99 of a window) above this and above the floor makes the window unclean.',
    why: 'The generator may add at most 5 % of what is being judged. At 50 ms that is 2.5 ms; a healthy generator shows 0.2 to 0.5 ms here.',
  },
  stallShareOfObjective: {
    value: 0.5,
    unit: 'share of the latency objective',
    what: 'After a scheduler lag (maximum of a window) above this, the windows before and after it are left out of the latency estimate.',
    why: 'A stopped generator also delays what was in flight when it stopped (the window before) and bursts when it goes on (the window after).',
  },
  windowStealShare: {
    value: 0.1,
    unit: 'share of a CPU',
    what: 'More stolen time on the server or load CPUs makes a window unclean.',
    why: 'Looser than the 3 % that would be noise over a whole step: one second is read in ticks of 1 %, and a shared machine has a steady few per cent that slow every contender alike.',
  },
  windowForeignShare: {
    value: 0.1,
    unit: 'share of the server CPUs',
    what: 'More CPU use on the server CPUs by others than the contender makes a window unclean.',
    why: 'As for stolen time: ticks of 1 %, and kernel threads that serve the contender itself count as foreign.',
  },
  sleptMs: {
    value: 500,
    unit: 'ms',
    what: 'Wall clock and monotonic clock parting by more make a step `invalid`: the machine slept.',
    why: 'Clock discipline slews at most 0.5 ms a second; half a second in one step is a suspend or a clock that was set.',
  },
  countTolerance: {
    value: 0.001,
    unit: 'share of sent',
    what: "The server's count may lie outside of what the client saw by this much, or by as many requests as were sent and never answered whole.",
    why: 'Both sides count exactly; what broke off or timed out may have been counted, or lost with a worker that died.',
  },
  errorConfidence: {
    value: 0.95,
    unit: 'one-sided confidence',
    what: 'A step fails by errors when the exact (Clopper-Pearson) lower bound of the error share is above the objective.',
    why: 'One error in 800 requests is 0.125 %, but says little about 0.1 %.',
  },
  latencyConfidence: {
    value: 0.95,
    unit: 'one-sided confidence',
    what: 'A step is held, or fails by latency, only when the whole interval of the share of slow requests is on one side.',
    why: "1.64 standard errors with many windows; Student's t with few, because the error itself is estimated from them.",
  },
  latencyWindows: {
    value: 2,
    unit: 'windows',
    what: 'Clean windows needed to judge latency at all.',
    why: 'One window has no spread to estimate an error from.',
  },
  backlogGrowthShare: {
    value: 0.005,
    unit: 'share of the rate, per second',
    what: 'In-flight growth must be above this, by the test, to count as backlog.',
    why: 'An overload of 0.5 % adds 50 ms of latency in 10 s: the smallest that a common objective would ever feel.',
  },
  backlogConfidence: {
    value: 0.99,
    unit: 'one-sided confidence',
    what: 'How sure the growth must be (p < 0.01).',
    why: 'A stationary queue wanders: a fixed slope failed 12 to 32 % of stationary queues in simulation.',
  },
  backlogWindows: {
    value: 4,
    unit: 'windows',
    what: 'Windows needed to test for growth.',
    why: 'With fewer than two degrees of freedom every line fits.',
  },
  invalidRetries: {
    value: 2,
    unit: 'retries',
    what: 'A step judged `invalid` is offered again at most this often.',
    why: 'Noise that lasts through three attempts is the machine; trying until it fits would select the good moments.',
  },
  launchRetries: {
    value: 3,
    unit: 'retries',
    what: 'All steps of a launch together are offered again at most this often.',
    why: 'It bounds a run: a ramp of four contenders stays under 6 minutes even where every first attempt is noisy.',
  },
  percentileSamples: {
    value: 10,
    unit: 'samples',
    what: 'A percentile is shown only with this many samples beyond it.',
    why: 'With fewer, a p99.9 is the maximum under another name.',
  },
  warmUpWindows: {
    value: 8,
    unit: 'seconds',
    what: 'The last seconds of CPU per request that the trend test of the warm-up looks at.',
    why: 'Long enough to see a drift, short enough that the compilation of the first seconds has left it.',
  },
  warmUpConfidence: {
    value: 0.95,
    unit: 'one-sided confidence',
    what: 'How sure a falling or rising trend must be to keep warming up.',
    why: 'Mann-Kendall is used because CPU per second has outliers (collections) that a fitted line would follow.',
  },
  comparisonConfidence: {
    value: 0.95,
    unit: 'two-sided confidence',
    what: 'All intervals of differences that are shown together are right at once with at least this.',
    why: 'Of 20 runs that compare equal contenders at most one may say that any of them differ.',
  },
  equivalenceMargin: {
    value: 0.03,
    unit: 'share',
    what: 'Contenders are called equivalent where the whole interval of their ratio lies within this.',
    why: 'Well below 5 %, by which CPU per request differed between runs on a shared machine, so the word never covers a difference worth acting on.',
  },
  ...CAPACITY_THRESHOLDS,
  controlSlowdown: {
    value: 0.05,
    unit: 'share of its CPU',
    what: 'One of the duplicates of `--controls` uses that much more CPU per request than its original.',
    why: 'The difference that CPU per request showed between runs on a shared machine, so the one a reader wonders whether it would have been seen.',
  },
  interferenceShare: {
    value: 0.05,
    unit: 'share of the CPU time',
    what: 'Busy load CPUs that make the same work on the server CPUs dearer by more are called interference.',
    why: 'Below it is lost in what launches differ by anyway; above it a service is measured together with how busy its generator is.',
  },
  interferenceRunS: {
    value: 90,
    unit: 's',
    what: 'Runs that are expected to take less do not measure interference.',
    why: 'It takes up to 10 s, once a sitting: a ninth of the shortest run that pays it, and `smoke` has to end in 45 s.',
  },
  ...BOTTLENECK_THRESHOLDS,
  ...FINDING_THRESHOLDS,
  ...TRUTH_THRESHOLDS,
  ...TUNING_THRESHOLDS,
});
