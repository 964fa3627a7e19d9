import type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
import type {
  BottleneckFact,
  HypothesisFact,
  MapFacts,
  StepFact,
} from '../display-facts/profile/performance-map-display-data.ts';
import type { TextTone } from '../text/terminal-text-colors.ts';
import { formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';

/** CSS class for each kind of time; a word always states the kind too. */
const KINDS: Readonly<Record<BottleneckClass, string>> = {
  CPU: 'cpu',
  'I/O-DB': 'database',
  'I/O-Network': 'network',
  'I/O-File': 'file',
  Cache: 'file',
  External: 'network',
  Architecture: 'architecture',
  Unknown: 'unknown',
};

/** Colours of the verdicts of the Wrong Tool Gate. */
export const GATE_TONES: Readonly<Record<NonNullable<MapFacts['gate']['verdict']>, TextTone>> = {
  PROCEED: 'good',
  CONCERNS: 'doubt',
  BLOCK: 'bad',
  WAIVED: 'doubt',
};

/** Sections of a map: wall time as nested bars, bottlenecks, hypotheses, and the gate. */
export function performanceMapSections(facts: MapFacts): Markup {
  return html`${stepsSection(facts)}
${bottlenecksSection(facts)}
${suspicionsSection(facts)}
${gateSection(facts)}`;
}

function stepsSection({ title, steps }: MapFacts): Markup | null {
  if (steps.length === 0) return null;
  return html`<section id="map"><h2>${title}</h2>
<ol class="steps">
${steps.map(stepItem)}</ol>
<p class="faint">Each bar lies inside of the bar of its caller, the longest first; that is no order of time. The full part of a bar is the step itself, the pale part what it calls. Steps below 1 % are in the JSON report only.</p></section>`;
}

const BAR = 14;
const MOST_DEPTH = 4;

function stepItem({ depth, share, time, name, place, from, to, step }: StepFact): Markup {
  const title = `${name}: ${share} of an operation, ${time}, ${step.step_type}`;
  const own = step.wall_time_ms === 0 ? 0 : ((to - from) * step.self_time_ms) / step.wall_time_ms;
  const kind = KINDS[step.step_type];
  return html`<li class="level-${Math.min(depth, MOST_DEPTH)}"><span class="what"><code>${name}</code> <small>${place}</small></span><svg class="plot" height="${BAR}" width="100%" role="img" aria-label="${title}"><title>${title}</title><rect class="all ${kind}" x="${formatWidthShare(from)}" width="${formatWidthShare(to - from)}" height="${BAR}"/><rect class="own ${kind}" x="${formatWidthShare(to - own)}" width="${formatWidthShare(own)}" height="${BAR}"/></svg><span class="number">${share}</span><span class="number">${time}</span><small class="kind ${kind}">${step.step_type}</small></li>
`;
}

function bottlenecksSection({ bottlenecks, advice }: MapFacts): Markup | null {
  if (bottlenecks.length === 0) return null;
  return html`<section id="bottlenecks"><h2>Bottlenecks</h2>
<div class="cards">${bottlenecks.map((bottleneck, index) => cardMarkup(bottleneck, index === 0 ? advice : null))}</div></section>`;
}

function cardMarkup(fact: BottleneckFact, advice: string | null): Markup {
  const { name, place, share, time, detail, why, bottleneck } = fact;
  return html`<article class="card ${KINDS[bottleneck.type]}"><p><strong>${bottleneck.priority}</strong> <span class="faint">${bottleneck.type}</span></p>
<h3><code>${name}</code> <small>${place}</small></h3>
<p class="line">${share}, ${time}</p><p>${detail}</p>
${advice === null ? null : html`<p>→ ${advice}</p>`}
${why.length === 0 ? null : html`<details><summary>Why</summary><ol>${why.map(({ question, answer }) => html`<li><span class="faint">${question}</span><br>${answer}</li>`)}</ol></details>`}</article>
`;
}

function suspicionsSection({ confirmed, dismissed, dismissedText }: MapFacts): Markup | null {
  if (confirmed.length === 0 && dismissed.length === 0) return null;
  return html`<section id="suspicions"><h2>Suspicions</h2>
${confirmed.length === 0 ? null : suspicionTable(confirmed)}
${dismissed.length === 0 ? null : html`<details><summary>${dismissedText}</summary>${suspicionTable(dismissed)}</details>`}</section>`;
}

function suspicionTable(facts: readonly HypothesisFact[]): Markup {
  return html`<div class="scroll"><table><thead><tr><th scope="col">verdict</th><th scope="col" class="number">share</th><th scope="col">where</th><th scope="col">what</th><th scope="col">measured</th></tr></thead>
<tbody>${facts.map(
    ({
      place,
      description,
      share,
      note,
      suspicion,
    }) => html`<tr><td>${suspicion.verdict}</td><td class="number">${share}</td><th scope="row"><code>${place}</code></th><td>${description}</td><td class="faint">${note}</td></tr>
`,
  )}</tbody></table></div>`;
}

function gateSection({ gate: { verdict, line, details } }: MapFacts): Markup {
  const tone = verdict === null ? 'doubt' : GATE_TONES[verdict];
  return html`<section id="wrong-tool"><h2>Wrong Tool Gate</h2>
<div class="card"><p class="line tone-${tone}">${line}</p>${details.length === 0 ? null : html`<ul>${details.map((detail) => html`<li>${detail}</li>`)}</ul>`}</div></section>`;
}
