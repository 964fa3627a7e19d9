import { resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import { openProject } from './groups/project.ts';
import { readScenarios } from './groups/scenarios.ts';
import { type RunWords, readOverrides } from './run.ts';

/** What `run --engine k8s` writes for a cluster, and whether it is sent there. */
export interface KubernetesOptions {
  readonly config: Config;
  readonly wanted: ScenarioRequest;
  /** Folder of the manifests, absolute. */
  readonly folder: string;
  /** Longest wait for the end of each run, milliseconds; null: as its script takes. */
  readonly limitMs: number | null;
  /** null: nothing is sent. */
  readonly submit: Submission | null;
}

/** Where load is sent from. */
export interface Submission {
  readonly namespace: string;
  /** Whether somebody has said yes ahead. */
  readonly isConfirmed: boolean;
}

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readKubernetes(host: Host, words: RunWords): Promise<KubernetesOptions> {
  const { emit, submit = false, namespace, yes = false } = words;
  if (emit === undefined) {
    throw badOption('--engine k8s needs --emit with a folder for its manifests.');
  }
  if (!submit && namespace !== undefined) throw badOption('--namespace is for --submit.');
  if (!submit && yes) throw badOption('--yes is for --submit.');
  const overrides = readOverrides(words);
  return {
    wanted: { ...readScenarios(words), overrides },
    folder: resolve(host.cwd, emit),
    limitMs: overrides.maxTimeMs,
    submit: submit ? { namespace: readNamespace(namespace), isConfirmed: yes } : null,
    config: await openProject(host, words),
  };
}

function readNamespace(namespace: string | undefined): string {
  if (namespace !== undefined) return namespace;
  throw badOption(
    '--submit needs --namespace: load is sent from where you say, and from nowhere by default.',
  );
}
