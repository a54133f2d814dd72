/** Imported by `@actions/core` for `getIDToken` alone, which this action does not call. */
export class BearerCredentialHandler {
  constructor() {
    throw new Error('OIDC is not part of this bundle: see stubs/README.md');
  }
}
