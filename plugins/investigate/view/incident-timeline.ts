import { display, pages } from 'perf-harness/plugin';
import type { DataPart, InvestigationReport } from '../document/investigation-document.ts';

const WIDTH = 1_000;
const HEIGHT = 120;
const EDGE = 8;
/** Top of the scale of an empty strip: one percent, or a hundredth of a request. */
const NOTHING = 0.01;

type Interval = DataPart['timeline'][number];

/** Plot of one value over time. */
interface Drawn {
  readonly title: string;
  readonly value: (interval: Interval, minutes: number, index: number) => number | null;
  readonly text: (value: number) => string;
}

/** Strips of the timeline, stacked on the same time axis. */
const STRIPS: readonly Drawn[] = [
  {
    title: 'p95',
    value: ({ p95 }) => p95,
    text: (value) => (value === 0 ? '0' : display.formatQuantity(value, 'ms', 2)),
  },
  {
    title: 'errors',
    value: ({ count, errors }) => (count === 0 ? null : errors / count),
    text: display.formatShare,
  },
  {
    title: 'requests/min',
    value: ({ count }, minutes) => count / minutes,
    text: (value) => display.formatQuantity(value, 'count', 2),
  },
];

/** Strip for error lines of any program, in addition to failed responses. */
function errorLinesStrip({ error_lines: { by_interval } }: DataPart): readonly Drawn[] {
  if (by_interval.length === 0) return [];
  return [
    {
      title: 'error lines/min',
      value: (_, minutes, index) => (by_interval[index] ?? 0) / minutes,
      text: (value) => display.formatQuantity(value, 'count', 2),
    },
  ];
}

interface Event {
  readonly at: string;
  readonly kind: 'deployment' | 'configuration' | 'onset';
  readonly text: string;
}

/**
 * Draws latency, errors, traffic and, if any were logged, error lines above each other, with
 * deployments, configuration changes and the onset as lines through all of them. null if there are
 * no logs to draw.
 */
export function incidentTimeline(document: InvestigationReport): pages.Markup | null {
  if (document.data.state !== 'completed') return null;
  const { timeline, interval_ms, onset } = document.data.part;
  const [first, last] = [timeline[0], timeline.at(-1)];
  if (first === undefined || last === undefined || timeline.length < 2) return null;
  const [start, end] = [Date.parse(first.at), Date.parse(last.at) + interval_ms];
  const x = (moment: number): number => ((moment - start) / (end - start)) * WIDTH;
  const events = eventsOf(document).filter(
    ({ at }) => Date.parse(at) >= start && Date.parse(at) <= end,
  );
  const band =
    onset === null
      ? null
      : pages.html`<rect class="band" x="${round(x(Date.parse(onset.low)))}" width="${round(Math.max(2, x(Date.parse(onset.high) + interval_ms) - x(Date.parse(onset.low))))}" y="0" height="${HEIGHT}"/>`;
  const lines = events.map(
    ({ at, kind, text }) =>
      pages.html`<path class="event ${kind}" data-mark="${kind}" d="M${round(x(Date.parse(at)))} 0V${HEIGHT}"><title>${text}</title></path>`,
  );
  return pages.html`<section class="incident"><h2>Timeline</h2>
${[...STRIPS, ...errorLinesStrip(document.data.part)].map((strip) => stripOf(strip, { timeline, minutes: interval_ms / 60_000, x, band, lines, widthMs: interval_ms }))}
<div class="framed"><svg class="axis y" height="18" aria-hidden="true"></svg><svg class="x" height="18" width="100%" aria-hidden="true">${hoursOf(start, end).map((hour) => hourLabel(hour, x(hour) / WIDTH))}</svg></div>
<ul class="legend"><li>shaded: when it began</li><li>solid: deployments</li><li>dotted: configuration</li></ul>
${events.length === 0 ? null : pages.html`<table><thead><tr><th scope="col">UTC</th><th scope="col">what</th></tr></thead><tbody>${events.map(({ at, text }) => pages.html`<tr><td>${display.formatMoment(at)}</td><td>${text}</td></tr>`)}</tbody></table>`}
</section>`;
}

/** Renders an hour; the first and last labels are anchored inwards so that they are not cut off. */
function hourLabel(hour: number, place: number): pages.Markup {
  const anchor = place < 0.03 ? 'start' : place > 0.97 ? 'end' : 'middle';
  return pages.html`<text x="${pages.formatCoordinate(Math.round(place * 1000) / 10)}%" y="14" text-anchor="${anchor}">${new Date(hour).toISOString().slice(11, 16)}</text>`;
}

interface Strip {
  readonly timeline: readonly Interval[];
  readonly minutes: number;
  readonly widthMs: number;
  readonly x: (moment: number) => number;
  readonly band: pages.Markup | null;
  readonly lines: readonly pages.Markup[];
}

function stripOf(
  { title, value, text }: Drawn,
  { timeline, minutes, widthMs, x, band, lines }: Strip,
): pages.Markup {
  const points = timeline.map((interval, index) => ({
    at: Date.parse(interval.at) + widthMs / 2,
    value: value(interval, minutes, index),
  }));
  const most = points.reduce((largest, point) => Math.max(largest, point.value ?? 0), 0);
  const axis = pages.linearAxis(0, most === 0 ? NOTHING : most * 1.05);
  const y = (number: number): number => EDGE + (1 - axis.place(number)) * (HEIGHT - 2 * EDGE);
  // A gap in the logs is a gap in the line.
  const path = points
    .map(({ at, value: number }, index) =>
      number === null
        ? ''
        : `${index === 0 || points[index - 1]?.value === null ? 'M' : 'L'}${round(x(at))} ${round(y(number))}`,
    )
    .join('');
  return pages.html`<figure class="strip"><figcaption>${title}</figcaption>
<div class="framed"><svg class="axis y" height="${HEIGHT}" aria-hidden="true">${axis.ticks.map((tick) => pages.html`<text x="100%" y="${pages.formatCoordinate(y(tick) + 4)}" text-anchor="end">${text(tick)}</text>`)}</svg>
<svg class="plot" height="${HEIGHT}" width="100%" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title} over time, at most ${text(most)}">
${band}${lines}<path class="series" d="${path}"/></svg></div></figure>
`;
}

function eventsOf({ code, infrastructure, data }: InvestigationReport): readonly Event[] {
  const deployments =
    code.state === 'completed'
      ? code.part.deployments.map(
          ({ at, name }): Event => ({
            at,
            kind: 'deployment',
            text: `deployment ${name}`,
          }),
        )
      : [];
  const settings =
    infrastructure.state === 'completed'
      ? infrastructure.part.changes.flatMap(({ at, title }): readonly Event[] =>
          at === null ? [] : [{ at, kind: 'configuration', text: title }],
        )
      : [];
  const onset = data.state === 'completed' ? data.part.onset : null;
  const began =
    onset === null ? [] : [{ at: onset.at, kind: 'onset' as const, text: 'incident began' }];
  return [...deployments, ...settings, ...began].toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  );
}

/** Returns round times to label, six to twelve of them. */
function hoursOf(start: number, end: number): readonly number[] {
  const steps = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880].map(
    (minutes) => minutes * 60_000,
  );
  const step = steps.find((step) => (end - start) / step <= 12) ?? 86_400_000 * 7;
  const first = Math.ceil(start / step) * step;
  return Array.from(
    { length: Math.floor((end - first) / step) + 1 },
    (_, index) => first + index * step,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Styles of these plots, in addition to those of all pages. */
export const TIMELINE_STYLE = `
.incident .strip{margin:0}
.incident .series{fill:none;stroke:currentColor;stroke-width:1.5;vector-effect:non-scaling-stroke}
.incident .band{fill:var(--bad);opacity:.14}
.incident .event{fill:none;stroke:currentColor;stroke-width:1;vector-effect:non-scaling-stroke;opacity:.7}
.incident .event.configuration{stroke-dasharray:1 3}
.incident .event.onset{stroke:var(--bad);stroke-dasharray:5 3}
`;
