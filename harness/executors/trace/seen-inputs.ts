import { writeFileSync } from 'node:fs';
import type { InputTrace, Resolution } from '../../model/program/input-trace.ts';

// Taken before any user code could replace them.
const { reallyExit } = process as unknown as { readonly reallyExit: (code: number) => never };
const write = writeFileSync;
const { stringify } = JSON;

/** How far the traced unit is: what it reads in later calls alone, it may read in any. */
export type Phase = 'load' | 'first-call' | 'later-calls' | 'end';

/** What a traced unit has asked for so far. */
export interface SeenInputs {
  /** It asked the file system about a path. */
  readonly path: (path: string) => void;
  /** It asked what a folder holds. */
  readonly listing: () => void;
  readonly resolution: (resolution: Resolution) => void;
  /**
   * Ends the process before it does what no trace can see: nothing is written, sent or started that
   * others could meet.
   */
  readonly refuse: (reason: string) => void;
  readonly enter: (phase: Phase) => void;
  readonly trace: () => InputTrace;
  /** Writes what was seen into a file, and sees nothing any more. */
  readonly end: (file: string) => void;
}

/** Collects what a unit asks for. @param noteFile - Where the reason for ending early is written. */
export function createSeenInputs(noteFile: string): SeenInputs {
  const paths = new Set<string>();
  const resolutions = new Map<string, Resolution>();
  let isListing = false;
  let phase: Phase = 'load';
  let isOver = false;
  const refuse = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    write(noteFile, reason);
    reallyExit(0);
  };
  /** A call that reads what those before it did not may be followed by another of its kind. */
  const refuseLate = (what: string): void => {
    if (phase === 'later-calls') refuse(`only a later call of it asks for ${what}`);
  };
  const trace = (): InputTrace => ({
    state: 'traced',
    paths: [...paths],
    isListing,
    resolutions: [...resolutions.values()],
  });
  return {
    path: (path) => {
      if (isOver || paths.has(path)) return;
      // Not every name of a file can be told as text.
      if (path.includes('\uFFFD')) refuse('it reads a file whose name is no valid text');
      refuseLate(path);
      paths.add(path);
    },
    listing: () => {
      if (!isListing) refuseLate('what a folder holds');
      isListing = true;
    },
    resolution: (resolution) => {
      const key = JSON.stringify(Object.values(resolution));
      if (resolutions.has(key)) return;
      refuseLate(resolution.request);
      resolutions.set(key, resolution);
    },
    refuse,
    enter: (next) => {
      phase = next;
    },
    trace,
    end: (file) => {
      if (isOver) return;
      isOver = true;
      write(file, stringify(trace()));
    },
  };
}
