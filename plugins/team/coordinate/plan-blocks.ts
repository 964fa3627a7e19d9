/** The blocks of a plan by the improvement that each describes, as they stand in it (TPS-05). */
export function planBlocks(plan: string): ReadonlyMap<string, string> {
  const blocks = plan.split(/^(?=### OPT-\d{3}:)/mu).flatMap((block) => {
    const id = /^### (OPT-\d{3}):/u.exec(block)?.[1];
    // A heading above those of the blocks ends the last one.
    return id === undefined ? [] : [[id, `${block.split(/^#{1,2} /mu)[0]?.trimEnd()}\n`] as const];
  });
  return new Map(blocks);
}

/** What does not agree between a plan and its metadata; null: they agree (TPC-07). */
export function planProblem(plan: {
  readonly plan: string;
  readonly optimization_count: number;
  readonly optimizations: readonly { readonly id: string }[];
}): string | null {
  const inText = [...planBlocks(plan.plan).keys()].join(', ') || 'none';
  const inData = plan.optimizations.map(({ id }) => id).join(', ') || 'none';
  if (inText !== inData) return `the plan describes ${inText}, and its metadata name ${inData}`;
  const headings = plan.plan.match(/^### OPT-\d{3}:/gmu)?.length ?? 0;
  return headings === plan.optimization_count && headings === plan.optimizations.length
    ? null
    : `the plan has ${headings} blocks, and its metadata count ${plan.optimization_count}`;
}
