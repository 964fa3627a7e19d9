import { type Axis, linearAxis } from './plot-axis.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Steps between labels, milliseconds; above, whole months. */
const STEPS = [1, 5, 15, 30]
  .map((minutes) => minutes * MINUTE)
  .concat(
    [1, 3, 6, 12].map((hours) => hours * HOUR),
    [1, 2, 7, 14].map((days) => days * DAY),
  );
const MONTHS = [1, 3, 6, 12, 60, 120];
/** Most labels that fit beside each other on a wide page. */
const MAX_LABELS = 8;
/** Room at both ends, as a share of the length, so that points there are drawn whole. */
const ROOM = 0.015;

/** An axis of moments, milliseconds since 1970, with labels in UTC. */
export interface TimeAxis extends Axis {
  readonly format: (tick: number) => string;
}

/** Creates an axis from the first to the last moment; single moments get a day around them. */
export function timeAxis(from: number, to: number): TimeAxis {
  const room = to > from ? (to - from) * ROOM : DAY / 2;
  const axis = linearAxis(from - room, to + room);
  const span = axis.high - axis.low;
  const step = STEPS.find((candidate) => span / candidate <= MAX_LABELS);
  if (step === undefined) {
    return {
      ...axis,
      ticks: monthTicks(axis),
      format: (tick) => dateText(tick, { month: 'short', year: 'numeric' }),
    };
  }
  const first = Math.ceil(axis.low / step);
  const count = Math.floor(axis.high / step) - first + 1;
  return {
    ...axis,
    ticks: Array.from({ length: count }, (_, index) => (first + index) * step),
    format: (tick) =>
      tick % DAY !== 0
        ? new Date(tick).toISOString().slice(11, 16)
        : dateText(tick, { day: 'numeric', month: 'short' }),
  };
}

function monthTicks({ low, high, holds }: Axis): readonly number[] {
  const start = new Date(low);
  const year = start.getUTCFullYear();
  const ticksOf = (months: number): readonly number[] => {
    const first = Math.floor(start.getUTCMonth() / months) * months;
    const most = (high - low) / (28 * DAY) / months + 2;
    return Array.from({ length: most }, (_, index) =>
      Date.UTC(year, first + index * months),
    ).filter(holds);
  };
  return MONTHS.map(ticksOf).find(({ length }) => length <= MAX_LABELS) ?? [];
}

function dateText(tick: number, options: Intl.DateTimeFormatOptions): string {
  return new Date(tick).toLocaleDateString('en', { ...options, timeZone: 'UTC' });
}
