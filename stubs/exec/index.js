/** Imported by `@actions/core` for `platform.getDetails` alone, which this action does not call. */
export async function getExecOutput() {
  throw new Error('@actions/exec is not part of this bundle: see stubs/README.md');
}
