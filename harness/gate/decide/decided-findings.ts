/**
 * What deciding may find, by id. Judged again, a comparison keeps none of them from before: one that its
 * values bear out is found anew, and no other holds.
 */
export const DECIDED_FINDINGS: ReadonlySet<string> = new Set([
  'change-drifts',
  'mode-shares-differ',
  'cost-beside-the-usual',
  'same-inputs-contradicted',
]);
