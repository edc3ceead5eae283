import type { Clues } from './bottleneck-clues.ts';

/** A clue that is a number; a name is for the words alone. */
type NumberClue = Exclude<keyof Clues, 'dependency'>;
type Known<Name extends NumberClue> = { readonly [N in Name]: number };

/** One way to see a bottleneck. */
export interface Sign {
  /** Null: not seen, or a clue that it needs is unknown. */
  readonly see: (clues: Clues) => {
    readonly evidence: Readonly<Record<string, number>>;
    readonly words: string;
  } | null;
}

/** A sign by the clues it needs, when it shows, and what it says then. */
export function sign<Name extends NumberClue>(
  needs: readonly Name[],
  shows: (known: Known<Name>) => boolean,
  words: (known: Known<Name>, clues: Clues) => string,
): Sign {
  return {
    see: (clues) => {
      const known: Record<string, number> = {};
      for (const name of needs) {
        const value: number | null = clues[name];
        if (value === null) return null;
        known[name] = value;
      }
      const all = known as Known<Name>;
      if (!shows(all)) return null;
      const rounded = Object.entries(known).map(([name, value]) => [name, Math.round(value * 1e4) / 1e4]);
      return { evidence: Object.fromEntries(rounded), words: words(all, clues) };
    },
  };
}

/** A clue above its threshold. */
export function above(name: NumberClue, limit: number, words: (value: number) => string): Sign {
  return sign(
    [name],
    (known) => known[name] > limit,
    (known) => words(known[name]),
  );
}
