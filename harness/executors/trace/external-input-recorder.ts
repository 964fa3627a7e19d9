import { writeFileSync } from 'node:fs';
import type { InputTrace, ModuleResolution } from '../../model/program/external-input-trace.ts';

// Taken before any user code could replace them.
const { reallyExit } = process as unknown as { readonly reallyExit: (code: number) => never };
const write = writeFileSync;
const { stringify } = JSON;

/** Phase of a traced unit. An input first read in a later call may be read in any call. */
type TracePhase = 'load' | 'first-call' | 'later-calls' | 'end';

export type TracedInputRecorder = ReturnType<typeof createTracedInputRecorder>;

/** Collects the inputs a unit requests. @param noteFile - Receives the reason for an early end. */
export function createTracedInputRecorder(noteFile: string) {
  const paths = new Set<string>();
  const resolutions = new Map<string, ModuleResolution>();
  let isListing = false;
  let phase: TracePhase = 'load';
  let isOver = false;
  /**
   * Ends the process before an untraceable operation, so that nothing is written, sent or started
   * that others could encounter.
   */
  const refuse = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    write(noteFile, reason);
    reallyExit(0);
  };
  /** Refuses an input first read in a later call, since further calls may read yet other inputs. */
  const refuseLate = (what: string): void => {
    if (phase === 'later-calls')
      refuse(`a later call reads ${what}, which the first call did not read`);
  };
  const trace = (): InputTrace => ({
    state: 'traced',
    paths: [...paths],
    isListing,
    resolutions: [...resolutions.values()],
  });
  return {
    /** Records a path that the unit accessed in the file system. */
    path: (path: string): void => {
      if (isOver || paths.has(path)) return;
      // Some file names are not valid text.
      if (path.includes('\uFFFD')) refuse('it reads a file whose name is not valid text');
      refuseLate(path);
      paths.add(path);
    },
    /** Records that the unit listed a folder. */
    listing: (): void => {
      if (!isListing) refuseLate('a folder listing');
      isListing = true;
    },
    resolution: (resolution: ModuleResolution): void => {
      const key = JSON.stringify(Object.values(resolution));
      if (resolutions.has(key)) return;
      refuseLate(resolution.request);
      resolutions.set(key, resolution);
    },
    refuse,
    enter: (next: TracePhase): void => {
      phase = next;
    },
    trace,
    /** Writes the observed inputs into a file, and stops recording. */
    end: (file: string): void => {
      if (isOver) return;
      isOver = true;
      write(file, stringify(trace()));
    },
  };
}

/**
 * Kind of a traced unit. Commands and servers load modules for network and processes without using
 * them, so only the use is refused; servers may listen.
 */
export type TracedWorkloadKind = 'function' | 'command' | 'server';
