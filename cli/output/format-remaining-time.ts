/** Formats the remaining wait: whole seconds, rounded up, then minutes. */
export function formatRemainingTime(waitMs: number): string {
  const seconds = Math.max(0, Math.ceil(waitMs / 1_000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
