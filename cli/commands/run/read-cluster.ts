import { resolve } from 'node:path';
import { badOption } from '../../../harness/model/value/bad-option.ts';
import type { RunCall } from './choose-task.ts';

/** Manifests that are written for a cluster, and where they are sent. */
export interface ClusterTask {
  /** Folder of the manifests, absolute. */
  readonly folder: string;
  /** null: nothing is sent. */
  readonly submit: Submission | null;
}

/** Where load is sent from. */
export interface Submission {
  readonly namespace: string;
  /** True: somebody has said yes ahead. */
  readonly isConfirmed: boolean;
}

/** @throws UserError for an option that is missing or has no part in it. */
export function readCluster({ host, options }: Pick<RunCall, 'host' | 'options'>): ClusterTask {
  const { emit, submit, namespace, yes } = options;
  if (emit === null) throw badOption('--engine k8s needs --emit with a folder for its manifests.');
  const folder = resolve(host.cwd, emit);
  if (!submit) {
    if (namespace !== null) throw badOption('--namespace is for --submit.');
    if (yes) throw badOption('--yes is for --submit.');
    return { folder, submit: null };
  }
  if (namespace !== null) return { folder, submit: { namespace, isConfirmed: yes } };
  throw badOption(
    '--submit needs --namespace: load is sent from where you say, and from nowhere by default.',
  );
}
