/** What a score says, by its whole part; nothing at all is critical too (SH6-02). */
export function scoreBand(score: number): string {
  if (score >= 10) return 'no issues';
  if (score >= 8) return 'minor issues';
  if (score >= 6) return 'moderate issues (next sprint)';
  if (score >= 4) return 'significant issues (prioritise)';
  return 'critical issues (immediate)';
}
