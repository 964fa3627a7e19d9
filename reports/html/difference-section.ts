import type { DifferentialProfile } from '../../harness/model/documents/differential-profile.ts';
import type { ChangedFunctionFact, DifferenceFacts } from '../facts/profile/difference-facts.ts';
import { differenceGraph } from './flame/difference-graph.ts';
import { html, type Markup } from './markup.ts';

/** Functions that changed: their graph, then the table, in which those that are gone are too. */
export function differenceSection(
  { functions, note }: DifferenceFacts,
  difference: DifferentialProfile,
): Markup {
  return html`${differenceGraph(difference)}
${functions.length === 0 ? null : table(functions)}
<p class="faint">${note}</p>`;
}

function table(functions: readonly ChangedFunctionFact[]): Markup {
  return html`<div class="scroll"><table><thead><tr><th scope="col" class="number">change</th><th scope="col" class="number">interval</th><th scope="col" class="number">base</th><th scope="col" class="number">head</th><th scope="col">function</th><th scope="col">where</th><th scope="col"></th></tr></thead>
<tbody>${functions.map(row)}</tbody></table></div>`;
}

function row(fact: ChangedFunctionFact): Markup {
  const { change, range, base, head, name, place, owner, isBeyondNoise } = fact;
  const said = isBeyondNoise ? 'beyond noise' : '';
  return html`<tr class="${isBeyondNoise ? 'gated' : 'beside'}"><td class="number">${change}</td><td class="number faint">${range}</td><td class="number">${base}</td><td class="number">${head}</td><th scope="row"><code>${name}</code></th><td>${place === '' ? owner : place}</td><td class="said">${said}</td></tr>
`;
}
