/** What a second run of the same thing says of something the first one claimed. */
export type ClaimOutcome = 'holds' | 'does-not-hold' | 'cannot-tell';
