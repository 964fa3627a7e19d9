import type { Hypothesis } from '../document/hypothesis.ts';

/** A person's patch in the form in which changes are applied; nobody has measured anything for it. */
export function patchHypothesis(patch: string, files: readonly string[]): Hypothesis {
  return {
    id: 'The patch',
    key: 'patch',
    description: 'A patch of a person',
    bottleneck_addressed: '1',
    bottleneck_class: 'CPU',
    expected_impact: { percent: 0, origin: 'estimated', note: '' },
    complexity: 'Medium',
    risk: 'Medium',
    fix_level: 4,
    files_to_modify: [...files],
    dependencies: [],
    conflicts_with: [],
    evidence: [],
    premises: [],
    evidence_class: 'checked',
    assumes: [],
    removes: false,
    pair: null,
    source: 'plugin',
    apply: { kind: 'patch', patch },
  };
}
