/**
 * Variables by which git tells a hook or `git rebase --exec` which repository and index it works on
 * (`git rev-parse --local-env-vars`). Whatever is started works in folders of its own, where they would lead
 * git astray: into the index that the user is about to commit. `undefined` removes them.
 */
export const WITHOUT_GIT_PLACE = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
};
