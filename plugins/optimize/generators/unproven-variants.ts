import type { AssumedMatch, Codemod } from './codemod.ts';

/** Title suffix and risk that distinguish a form from its codemod. */
const FORMS = {
  guarded: { title: 'behind a test', risk: 'Low' },
  checked: { title: 'as observed', risk: 'Medium' },
} as const;

/**
 * The forms of codemods in which they change what the source does not show to be safe: `guarded-ID`
 * with a test at run time, `checked-ID` with what it assumes. Each is a codemod of its own, so that
 * hypotheses, applicators and exclusions tell it from what is proven. Those that assume nothing have none.
 */
export function createUnprovenVariants(codemods: readonly Codemod[]): readonly Codemod[] {
  return codemods.flatMap((codemod) => {
    const { assuming } = codemod;
    if (assuming === undefined) return [];
    return (['guarded', 'checked'] as const).map((evidence) => formOf(codemod, evidence, assuming));
  });
}

function formOf(
  { assuming: _, ...codemod }: Codemod,
  evidence: AssumedMatch['evidence'],
  assuming: NonNullable<Codemod['assuming']>,
): Codemod {
  const { title, risk } = FORMS[evidence];
  const other = codemod.conflictsWith.flatMap((id) => [id, `guarded-${id}`, `checked-${id}`]);
  return {
    ...codemod,
    id: `${evidence}-${codemod.id}`,
    formOf: codemod.id,
    title: `${codemod.title}, ${title}`,
    evidence,
    risk: codemod.risk === 'Low' ? risk : codemod.risk,
    conflictsWith: other,
    find: (source) =>
      assuming(source)
        .filter((match) => match.evidence === evidence)
        .map(({ line, within, edits, assumes }) => ({
          line,
          within,
          edits,
          ...(assumes !== undefined && { assumes }),
        })),
  };
}
