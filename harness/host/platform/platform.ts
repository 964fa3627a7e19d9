import type { Scenario } from '../../model/scenario/scenario.ts';
import type { MachineReader } from './machine-reader.ts';
import type { NetworkReader } from './network-reader.ts';
import type { PlatformName } from './platform-name.ts';
import type { ProcessReader } from './process-reader.ts';
import type { Programs } from './programs.ts';
import type { Trees } from './trees.ts';

/**
 * All that differs from one operating system to the next: what it tells, what it can do, and what it
 * lacks. No other room asks which system this is.
 */
export interface Platform {
  readonly name: PlatformName;
  /** For people. */
  readonly title: string;
  /** As Node.js calls it, and as records do. */
  readonly nodeName: string;
  readonly trees: Trees;
  readonly programs: Programs;
  readonly processes: ProcessReader;
  readonly network: NetworkReader;
  readonly machine: MachineReader;
  /**
   * What the kernel gives to one process at a time and takes back at its end: a socket with a name, or a
   * port on loopback.
   */
  readonly lock: 'abstract-socket' | 'loopback-port';
  /** Where a socket listens that stands for a name in a folder. */
  readonly localAddress: (folder: string, name: string) => string;
  /** Who accounts for a command that has ended: the kernel, or each Node.js process for itself. */
  readonly commandAccounts: 'kernel' | 'node';
  /** What Linux has and this platform has not, each with what goes without it. */
  readonly lacks: readonly Lack[];
}

/** Something that a platform does not tell or cannot do. */
export interface Lack {
  readonly id:
    | 'io-account'
    | 'memory-by-kind'
    | 'instructions'
    | 'control-groups'
    | 'foreign-programs'
    | 'cores'
    | 'inspector-by-pid'
    | 'lost-descendants'
    | 'polite-end';
  /** Names it, as it stands in a list: `the I/O of a process`. */
  readonly what: string;
  /** What perf-harness does not give because of it. */
  readonly without: string;
  /** Kinds of scenarios that it is missed in, whatever these ask for. */
  readonly kinds: readonly Scenario['kind'][];
}
