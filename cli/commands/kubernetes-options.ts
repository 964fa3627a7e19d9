import { UserError } from '../../harness/model/user-error.ts';

/** What `run` takes for a cluster. */
export interface KubernetesOptions {
  readonly engine?: string;
  readonly emit?: string;
  readonly submit?: boolean;
  readonly namespace?: string;
  readonly yes?: boolean;
}

/** Whether a run is for a cluster. @throws UserError where its options do not go together. */
export function isForKubernetes({
  engine = 'local',
  emit,
  submit,
  namespace,
  yes,
}: KubernetesOptions): boolean {
  const given = [
    ...(emit === undefined ? [] : ['--emit']),
    ...(submit ? ['--submit'] : []),
    ...(namespace === undefined ? [] : ['--namespace']),
    ...(yes ? ['--yes'] : []),
  ];
  if (engine !== 'k8s') {
    if (given[0] !== undefined) refuse(`${given[0]} is for --engine k8s.`);
    return false;
  }
  if (emit === undefined) refuse('--engine k8s needs --emit with a folder for its manifests.');
  if (!submit && namespace !== undefined) refuse('--namespace is for --submit.');
  if (!submit && yes) refuse('--yes is for --submit.');
  if (submit && namespace === undefined) {
    refuse(
      '--submit needs --namespace: load is sent from where you say, and from nowhere by default.',
    );
  }
  return true;
}

function refuse(message: string): never {
  throw new UserError({ code: 'bad-option', message });
}
