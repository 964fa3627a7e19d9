import type {
  ServedOperation,
  WaitRecord,
} from '../../harness/model/program/program-wait-record-types.ts';
import {
  type SiteShares,
  scaleAnsweringPrograms,
  type WaitSiteShare,
} from './wall-time-share-by-wait-site.ts';

/** Operations without a cause in the record, and their waits. */
export type WaitShares = ReturnType<typeof distributeTimeOverWaits>;

interface Span {
  readonly site: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Operations of other programs that answer it. */
  readonly answers: readonly number[];
}

/** A stretch of time of which a part counts: others were waited for meanwhile. */
interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
  readonly part: number;
}

interface Sharing {
  readonly record: WaitRecord;
  readonly spans: ReadonlyMap<number, readonly Span[]>;
  /** Operations being traversed, from the requested operation inwards. */
  readonly path: number[];
}

/** Shares the time of requested operations over their waits, on through answering programs. */
export function distributeTimeOverWaits(
  record: WaitRecord,
  isRequested: (operation: number) => boolean,
) {
  const sites: SiteShares = new Map();
  const names = new Map<string, { count: number; wallMs: number }>();
  const programs = new Set<string | null>();
  const sharing = indexSpans(record);
  let [operations, wallMs, waitedMs] = [0, 0, 0];
  for (const [index, operation] of record.operations.entries()) {
    if (!isRequested(index)) continue;
    const { name, startMs, endMs, weight, program } = operation;
    operations += weight;
    wallMs += weight * (endMs - startMs);
    programs.add(program);
    const named = names.get(name) ?? { count: 0, wallMs: 0 };
    names.set(name, named);
    named.count += weight;
    named.wallMs += weight * (endMs - startMs);
    const whole = { fromMs: startMs, toMs: endMs, part: weight };
    waitedMs += shareOperation(sharing, index, [whole], weight, sites);
  }
  if (isThinned(record)) scaleAnsweringPrograms(sites);
  return {
    /** 0 for a program that answers no requests. */
    operations,
    /** Total of all operations. */
    wallMs,
    /** Part of it in observed waits. */
    waitedMs,
    sites,
    names,
    /** Programs that answered, as in `ServedOperation`. */
    programs,
  };
}

/** Shares waits like `shareWaits` for a program without requests: one operation, start to end. */
export function shareProgramWaits(
  record: WaitRecord,
  stretch: { readonly fromMs: number; readonly toMs: number },
): Pick<WaitShares, 'waitedMs' | 'sites'> {
  const sites: SiteShares = new Map();
  const whole = indexSpans(record);
  const within = (whole.spans.get(-1) ?? []).filter(
    ({ startMs }) => stretch.fromMs <= startMs && startMs < stretch.toMs,
  );
  const sharing = { ...whole, spans: new Map([...whole.spans, [-1, within]]) };
  const waitedMs = shareOperation(sharing, -1, [{ ...stretch, part: 1 }], 1, sites);
  if (isThinned(record)) scaleAnsweringPrograms(sites);
  return { waitedMs, sites };
}

/** True if only some operations were stored: answers then rarely come with their callers. */
function isThinned({ operations }: WaitRecord): boolean {
  return operations.some(({ weight }) => weight > 1);
}

function indexSpans(record: WaitRecord): Sharing {
  const { spans, operations } = record;
  const answersBySpan = Map.groupBy(operations.keys(), (index) => operations[index]?.cause ?? -1);
  const found = new Map<number, Span[]>();
  for (const [index, operation] of spans.operation.entries()) {
    const span = {
      site: spans.site[index] ?? 0,
      startMs: spans.startMs[index] ?? 0,
      endMs: spans.endMs[index] ?? 0,
      answers: answersBySpan.get(index) ?? [],
    };
    const known = found.get(operation);
    if (known === undefined) found.set(operation, [span]);
    else known.push(span);
  }
  return { record, spans: found, path: [] };
}

/**
 * @param pieces - Disjoint pieces of its time, ordered by start. @param weight - Number of
 * operations it represents. @returns Time waited, milliseconds.
 */
function shareOperation(
  sharing: Sharing,
  operation: number,
  pieces: readonly Piece[],
  weight: number,
  sites: SiteShares,
): number {
  const spans = sharing.spans.get(operation) ?? [];
  for (const { site } of spans) getOrCreateShare(sites, site).calls += weight;
  const { waitedMs, piecesOf } = shareTimeOverSpans(
    spans,
    pieces,
    sharing.record.loopDelayMs,
    sites,
  );
  sharing.path.push(operation);
  for (const span of spans) {
    for (const answer of span.answers) {
      if (sharing.path.includes(answer)) continue;
      shareAnswer(
        sharing,
        answer,
        piecesOf.get(span) ?? [],
        weight,
        getOrCreateShare(sites, span.site),
      );
    }
  }
  sharing.path.pop();
  return waitedMs;
}

function shareAnswer(
  sharing: Sharing,
  answer: number,
  pieces: readonly Piece[],
  weight: number,
  share: WaitSiteShare,
): void {
  const operation = sharing.record.operations[answer];
  if (operation === undefined) return;
  const { program, name } = operation;
  const key = JSON.stringify([program, name]);
  const inside = share.inside.get(key) ?? { program, name, ms: 0, restMs: 0, sites: new Map() };
  share.inside.set(key, inside);
  const answerPieces = clip(pieces, operation);
  const ms = timeOf(answerPieces);
  share.answeredCalls += weight;
  share.answeredMs += timeOf(pieces);
  inside.ms += ms;
  inside.restMs += ms - shareOperation(sharing, answer, answerPieces, weight, inside.sites);
}

function clip(
  pieces: readonly Piece[],
  { startMs, endMs }: Pick<ServedOperation, 'startMs' | 'endMs'>,
): readonly Piece[] {
  return pieces
    .map(({ fromMs, toMs, part }) => ({
      fromMs: Math.max(fromMs, startMs),
      toMs: Math.min(toMs, endMs),
      part,
    }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
}

function timeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { fromMs, toMs, part }) => sum + part * (toMs - fromMs), 0);
}

function getOrCreateShare(sites: SiteShares, site: number): WaitSiteShare {
  const known = sites.get(site);
  if (known !== undefined) return known;
  const numbers = { ms: 0, calls: 0, aloneMs: 0, answeredMs: 0, answeredCalls: 0 };
  const share: WaitSiteShare = { ...numbers, inside: new Map() };
  sites.set(site, share);
  return share;
}

interface Boundary {
  readonly atMs: number;
  /** null: a piece begins or ends. */
  readonly span: Span | null;
  /** Part of the piece that begins; 0: a piece ends. */
  readonly part: number;
  readonly begins: boolean;
}

/** Walks an operation's spans from boundary to boundary. @param lateMs - Loop lateness, the program's own part. */
function shareTimeOverSpans(
  spans: readonly Span[],
  pieces: readonly Piece[],
  lateMs: number,
  sites: SiteShares,
): { readonly waitedMs: number; readonly piecesOf: ReadonlyMap<Span, readonly Piece[]> } {
  const piecesOf = new Map<Span, Piece[]>();
  const open = new Map<number, number>();
  const answered = new Set<Span>();
  let [openCount, part, lastMs, waitedMs] = [0, 0, 0, 0];
  for (const { atMs, span, part: next, begins } of boundariesOf(spans, pieces, lateMs)) {
    const ms = part * (atMs - lastMs);
    if (openCount > 0 && ms > 0) {
      waitedMs += ms;
      for (const [site, count] of open) {
        const share = getOrCreateShare(sites, site);
        share.ms += (ms * count) / openCount;
        if (openCount === 1) share.aloneMs += ms;
      }
      const piece = { fromMs: lastMs, toMs: atMs, part: part / openCount };
      for (const answeredSpan of answered) piecesOf.get(answeredSpan)?.push(piece);
    }
    lastMs = atMs;
    if (span === null) {
      part = next;
      continue;
    }
    const count = (open.get(span.site) ?? 0) + (begins ? 1 : -1);
    openCount += begins ? 1 : -1;
    if (count === 0) open.delete(span.site);
    else open.set(span.site, count);
    if (span.answers.length === 0) continue;
    if (!begins) answered.delete(span);
    else {
      answered.add(span);
      piecesOf.set(span, []);
    }
  }
  return { waitedMs, piecesOf };
}

function boundariesOf(
  spans: readonly Span[],
  pieces: readonly Piece[],
  lateMs: number,
): readonly Boundary[] {
  const [startMs, endMs] = [pieces[0]?.fromMs ?? 0, pieces.at(-1)?.toMs ?? 0];
  const boundaries: Boundary[] = [];
  for (const { fromMs, toMs, part } of pieces) {
    boundaries.push({ atMs: fromMs, span: null, part, begins: true });
    boundaries.push({ atMs: toMs, span: null, part: 0, begins: false });
  }
  for (const span of spans) {
    const begin = Math.max(startMs, span.startMs);
    const end = Math.min(endMs, Math.max(span.startMs, span.endMs - lateMs));
    if (end <= begin) continue;
    boundaries.push({ atMs: begin, span, part: 0, begins: true });
    boundaries.push({ atMs: end, span, part: 0, begins: false });
  }
  // At equal times, the end of a piece comes before the beginning of another.
  return boundaries.sort((a, b) => a.atMs - b.atMs || Number(a.begins) - Number(b.begins));
}
