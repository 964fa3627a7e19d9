import type { AssumedMatch, Codemod } from './codemod.ts';

/** Title suffix and risk that distinguish a form from its codemod. */
const FORMS = {
  guarded: { title: 'with a runtime check', risk: 'Low' },
  checked: { title: 'based on observed calls', risk: 'Medium' },
} as const;

/**
 * Creates the variants of codemods for places that the source does not prove safe: `guarded-ID`
 * adds a runtime test, `checked-ID` relies on assumptions. Each is a separate codemod, so that
 * hypotheses, applicators and exclusions can distinguish it from the proven one. Codemods without
 * assumptions have no variants.
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
