/** Most delay of a line after later ones, milliseconds: written at request end, in batches. */
const LATE_MS = 5 * 60_000;
/** Consecutive late lines from which the clock was set back; fewer are slow requests. */
const STEADY = 30;
/**
 * Tolerance for the start of a second log in the same file, which begins where the first did: a
 * fraction of the time, and milliseconds.
 */
const [SAME_BEGIN, SAME_BEGIN_MS] = [0.05, 10 * 60_000];

/** A clock that was set back, in milliseconds since 1970. */
export interface ClockJump {
  readonly from: number;
  readonly to: number;
}

/**
 * Detects from the moments of a log, in the order of its lines, that its clock was set back: the
 * lines continue from a moment within the time already covered. Late lines, unordered lines and
 * several logs in one file do not count.
 */
export class ClockJumpDetector {
  /** The first time that it was set back; null: it was not. */
  jump: ClockJump | null = null;
  #first = Number.POSITIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #behind: { readonly from: number; readonly to: number; last: number; lines: number } | null =
    null;

  /** Starts another log, which has its own clock. */
  begin(): void {
    this.jump = null;
    this.#first = Number.POSITIVE_INFINITY;
    this.#latest = Number.NEGATIVE_INFINITY;
    this.#behind = null;
  }

  /** @param at - Of the next line, in milliseconds since 1970. */
  see(at: number): void {
    if (at < this.#latest - LATE_MS) {
      this.#seeBehind(at);
      return;
    }
    if (at > this.#latest) this.#latest = at;
    if (at < this.#first) this.#first = at;
    this.#behind = null;
  }

  #seeBehind(at: number): void {
    const behind = this.#behind;
    if (behind === null || at < behind.last - LATE_MS) {
      this.#behind = { from: this.#latest, to: at, last: at, lines: 1 };
      return;
    }
    behind.last = Math.max(behind.last, at);
    behind.lines += 1;
    if (behind.lines < STEADY) return;
    const { from, to } = behind;
    const room = Math.max(SAME_BEGIN_MS, SAME_BEGIN * (from - this.#first));
    if (to > this.#first + room) this.jump ??= { from, to };
    this.#first = Math.min(this.#first, to);
    this.#latest = behind.last;
    this.#behind = null;
  }
}
