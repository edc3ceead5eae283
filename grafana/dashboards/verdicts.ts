/** Properties of a table's column that holds verdicts. */
export const verdictColours = {
  'custom.cellOptions': { type: 'color-text' },
  mappings: [
    {
      type: 'value',
      options: {
        held: { color: 'green', index: 0 },
        failed: { color: 'red', index: 1 },
        undecided: { color: 'yellow', index: 2 },
        invalid: { color: 'purple', index: 3 },
      },
    },
  ],
} as const;
