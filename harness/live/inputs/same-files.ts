import type { ScenarioEvidence } from '../../gate/decide/decide-suite.ts';
import type { InputsOutcome } from './compare-inputs.ts';

/** How many files were equal, where the traces of both sides are all that there is to judge by. */
export function sameFiles(inputs: InputsOutcome | null): Pick<ScenarioEvidence, 'sameFiles'> {
  const isAll = inputs?.outcome === 'same' && inputs.measured !== true;
  return isAll ? { sameFiles: inputs.files } : {};
}
