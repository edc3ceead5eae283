/** One picture of a report. */
export interface Chart {
  /** What links and file names call it, e.g. `latency-by-rate`; unique within a report. */
  readonly id: string;
  readonly title: string;
  /** One sentence for somebody who has never seen such a chart. */
  readonly howToRead: string;
  /**
   * An `<svg>` element without a width of its own. Every colour is a CSS variable of `chart-theme.ts`, so
   * that a page decides about light and dark; nothing of a run is in it unescaped.
   */
  readonly svg: string;
  /** Names of what is drawn, in the order of the legend. */
  readonly series: readonly string[];
}
