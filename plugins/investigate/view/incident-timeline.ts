import { display, pages } from 'perf-harness/plugin';
import type { DataPart, InvestigationReport } from '../document/investigation-document.ts';

const HEIGHT = 120;
const EDGE = 8;
/** Top of the scale of an empty strip: one percent, or a hundredth of a request. */
const NOTHING = 0.01;

type Interval = DataPart['timeline'][number];

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
  const time = pages.timeAxis(start, end);
  const events = eventsOf(document).filter(
    ({ at }) => Date.parse(at) >= start && Date.parse(at) <= end,
  );
  const { box, verticalLine } = pages.plots;
  const span =
    onset &&
    ([
      time.place(Date.parse(onset.low)),
      time.place(Date.parse(onset.high) + interval_ms),
    ] as const);
  const marks = pages.html`${span && box(span, [0, HEIGHT], { look: 'band' })}${events.map(
    ({ at, kind, text }) =>
      verticalLine(time.place(Date.parse(at)), { look: `event ${kind}`, mark: kind, title: text }),
  )}`;
  const { by_interval: errorLines } = document.data.part.error_lines;
  const errorStrip: Drawn = {
    title: 'error lines/min',
    value: (_, minutes, index) => (errorLines[index] ?? 0) / minutes,
    text: (value) => display.formatQuantity(value, 'count', 2),
  };
  const strips = errorLines.length === 0 ? STRIPS : [...STRIPS, errorStrip];
  return pages.html`<section class="incident"><h2>Timeline</h2>
${strips.map((strip, index) =>
  stripOf(strip, {
    timeline,
    time,
    marks,
    widthMs: interval_ms,
    isLast: index === strips.length - 1,
  }),
)}
<ul class="legend"><li>shaded: when it began</li><li>solid: deployments</li><li>dotted: configuration</li></ul>
${events.length === 0 ? null : pages.html`<table><thead><tr><th scope="col">UTC</th><th scope="col">what</th></tr></thead><tbody>${events.map(({ at, text }) => pages.html`<tr><td>${display.formatMoment(at)}</td><td>${text}</td></tr>`)}</tbody></table>`}
</section>`;
}

interface Strip {
  readonly timeline: readonly Interval[];
  readonly widthMs: number;
  readonly time: ReturnType<typeof pages.timeAxis>;
  /** Marks that go through all strips. */
  readonly marks: pages.Markup;
  /** True for the strip above the labels of the time. */
  readonly isLast: boolean;
}

function stripOf(
  { title, value, text }: Drawn,
  { timeline, widthMs, time, marks, isLast }: Strip,
): pages.Markup {
  const { createHeightScale, framePlot, STRETCHED_WIDTH, stretched } = pages.plots;
  const points = timeline.map((interval, index) => ({
    at: Date.parse(interval.at) + widthMs / 2,
    value: value(interval, widthMs / 60_000, index),
  }));
  const most = points.reduce((largest, point) => Math.max(largest, point.value ?? 0), 0);
  const axis = pages.linearAxis(0, most === 0 ? NOTHING : most * 1.05);
  const y = createHeightScale(axis, HEIGHT, EDGE);
  // A gap in the logs is a gap in the line.
  const path = points
    .map(({ at, value: number }, index) =>
      number === null
        ? ''
        : `${index === 0 || points[index - 1]?.value === null ? 'M' : 'L'}${round(time.place(at) * STRETCHED_WIDTH)} ${round(y(number))}`,
    )
    .join('');
  const frame = {
    height: HEIGHT,
    labels: axis.ticks.map((tick) => [y(tick), text(tick)] as const),
    below: isLast ? time.ticks.map((tick) => [time.place(tick), time.format(tick)] as const) : [],
    label: `${title} over time, at most ${text(most)}`,
  };
  return pages.html`<figure class="strip"><figcaption>${title}</figcaption>
${framePlot(frame, pages.html`${marks}${stretched(HEIGHT, pages.html`<path class="series" d="${path}"/>`)}`)}</figure>
`;
}

function eventsOf({ code, infrastructure, data }: InvestigationReport): readonly Event[] {
  const deployments = code.state === 'completed' ? code.part.deployments : [];
  const settings = infrastructure.state === 'completed' ? infrastructure.part.changes : [];
  const onset = data.state === 'completed' ? data.part.onset : null;
  const events: readonly Event[] = [
    ...deployments.map(({ at, name }) => ({
      ...{ at, kind: 'deployment' as const, text: `deployment ${name}` },
    })),
    ...settings.flatMap(({ at, title }) =>
      at === null ? [] : [{ at, kind: 'configuration' as const, text: title }],
    ),
    ...(onset === null ? [] : [{ at: onset.at, kind: 'onset' as const, text: 'incident began' }]),
  ];
  return events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Styles of these plots, in addition to those of all pages. */
export const TIMELINE_STYLE = `
.incident .strip{margin:0}
.incident .series{fill:none;stroke:currentColor;stroke-width:1.5;vector-effect:non-scaling-stroke}
.incident .band{fill:var(--bad);opacity:.14}
.incident .event{stroke:currentColor;stroke-width:1;opacity:.7}
.incident .event.configuration{stroke-dasharray:1 3}
.incident .event.onset{stroke:var(--bad);stroke-dasharray:5 3}
`;
