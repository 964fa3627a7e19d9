import { type Block, display, pages, type View } from 'perf-harness/plugin';
import type {
  Brief,
  BriefAttempt,
  BriefCaller,
  BriefExcerpt,
  BriefLine,
  BriefPlace,
} from '../document/brief-document.ts';

/**
 * View of a brief. What comes from the project is shown as code, so that every format has the same
 * text.
 */
export function briefView(brief: Brief): View {
  const { scenario, class: outcome, places, code, callers, calls, hints, tried, prove } = brief;
  const title = `Brief of ${scenario}`;
  return {
    key: 'brief',
    title,
    headline: { sign: '●', label: 'Brief', outcome, sentence: sentenceOf(brief) },
    about: aboutOf(brief),
    blocks: [
      lines('Where the time goes', places.map(placeLine)),
      {
        type: 'code',
        title: 'Code',
        language: languageOf(brief),
        lines: code.flatMap(excerptLines),
        isWhole: true,
      },
      lines('Callers and recorded calls', [...callers.map(callerLine), ...calls]),
      lines('Confirmed causes and unused features', hints),
      lines('Tried and refuted', tried.map(attemptLine)),
    ],
    footnotes: [],
    next: { purpose: 'prove a change', command: prove },
    suites: [],
    annotations: [],
    facts: factsOf(brief),
  };
}

/** Text of a brief for agents: that of the Markdown report. */
export function briefText(brief: Brief): string {
  return pages.renderMarkdown(briefView(brief));
}

function lines(title: string, texts: readonly string[]): Block {
  const items = texts.map((text) => ({ text }));
  const inTerminal = [{ type: 'list', title, noun: 'line', items } as const];
  return { type: 'code', title, language: 'text', lines: texts, inTerminal };
}

function languageOf({ code: [first] }: Brief): string {
  return /\.py$/u.test(first?.file ?? '') ? 'py' : 'ts';
}

function sentenceOf({ scenario, operation_ms: wallMs, places: [first] }: Brief): string {
  const time = `${scenario} takes ${display.formatQuantity(wallMs, 'ms', 3)} per operation`;
  if (first === undefined) return `${time}; no place takes a noticeable share of it.`;
  const { function: name, location, share } = first;
  const where = location === null ? '' : ` (${location})`;
  return `${time}, ${display.formatShare(share / 100)} of it in ${name}${where}.`;
}

function aboutOf({ measured_at: at, left_out: leftOut }: Brief): readonly string[] {
  return [
    ...(at === null ? [] : [`profiled ${display.formatMoment(at)}`]),
    ...(leftOut.length === 0 ? [] : [`left out: ${leftOut.join(', ')}`]),
  ];
}

function factsOf({
  schema,
  scenario,
  operation_ms: wallMs,
  places,
  code,
  calls,
  tried,
}: Brief): View['facts'] {
  const { createFact } = display;
  return [
    createFact('brief', { schema, scenario, operation_ms: wallMs }),
    ...places.map(({ step, function: name, location, share, detail }, index) =>
      createFact('bottleneck', {
        place: index + 1,
        step,
        function: name,
        where: location,
        share: share / 100,
        text: detail,
      }),
    ),
    ...code.flatMap(({ file, lines: all }) =>
      all.map(({ line, text, share }) =>
        createFact('code', {
          where: `${file}:${line}`,
          share: share === null ? null : share / 100,
          text,
        }),
      ),
    ),
    ...calls.map((text) => createFact('recorded', { text })),
    ...tried.map(({ change, reason }) => createFact('refuted', { change, reason })),
  ];
}

/** Lines of a brief, the same in every format; their lengths count against its budget. */

export function placeLine({ step, share, location, detail }: BriefPlace): string {
  const where = location === null ? '' : `${location}  `;
  return `[${step}] ${display.formatShare(share / 100)}  ${where}${detail}`;
}

export function callerLine({ function: name, called_by: callers }: BriefCaller): string {
  return `${name} is called by ${callers.join(', by ')}`;
}

export function attemptLine({ change, reason }: BriefAttempt): string {
  return `${change}: ${reason}`;
}

/** Columns of a share, so that the code stays aligned. */
const SHARE_WIDTH = 5;

export function codeLine({ line, share, text }: BriefLine): string {
  const shown = share === null ? '' : display.formatShare(share / 100);
  return `${String(line).padStart(4)} ${shown.padStart(SHARE_WIDTH)}  ${text}`.trimEnd();
}

/** Lines of an excerpt below the name of its file; a line of its own marks a gap. */
function excerptLines({ file, lines }: BriefExcerpt): readonly string[] {
  return [
    file,
    ...lines.flatMap((line, index) => {
      const before = lines[index - 1];
      const isGap = before !== undefined && line.line > before.line + 1;
      return isGap ? ['   …', codeLine(line)] : [codeLine(line)];
    }),
  ];
}
