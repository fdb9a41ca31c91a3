/** Payloads: what the platform sends to a hook. The samples, and the files beside a hook that hold others. */

/** What the platform documents of the body. It may leave fields out, and a payload may hold others. */
export interface PayloadBody {
  user: {
    id?: string;
    tenant: string;
    username?: string;
    email?: string;
    emailVerified?: boolean;
    phoneNumber?: string;
    phoneNumberVerified?: boolean;
    user_metadata?: Record<string, unknown>;
    app_metadata?: Record<string, unknown>;
  };
  context: {
    requestLanguage: string;
    connection: { id: string; name: string; tenant: string };
  };
}

export interface PayloadSample {
  /** A title for people. */
  label: string;
  /** Where it is from. Only the default one is documented; the others are inferred from the list of fields. */
  origin: 'documented' | 'inferred';
  body: PayloadBody;
}

export type SampleName = 'default' | 'database' | 'sms' | 'email';

const tenant = 'my-tenant';
const id = '5f7c8ec7c33c6c004bbafe82';
const metadata = { user_metadata: { hobby: 'surfing' }, app_metadata: { plan: 'full' } };

function contextOf(connection: string): PayloadBody['context'] {
  return {
    requestLanguage: 'en-us',
    connection: { id: 'con_xxxxxxxxxxxxxxxx', name: connection, tenant },
  };
}

/** The samples by name. Every reader shares them: copy a body before changing it. */
export const payloadSamples: Readonly<Record<SampleName, PayloadSample>> = {
  // The body in the documentation's Runner, to the letter. It has no user.id, although the parameter is documented:
  // https://auth0.com/docs/customize/hooks/extensibility-points/post-user-registration
  default: {
    label: 'Default sample',
    origin: 'documented',
    body: {
      user: {
        tenant,
        username: 'user1',
        email: 'user1@foo.com',
        emailVerified: true,
        phoneNumber: '1-000-000-0000',
        phoneNumberVerified: true,
        ...metadata,
      },
      context: contextOf('Username-Password-Authentication'),
    },
  },
  database: {
    label: 'Database',
    origin: 'inferred',
    body: {
      user: { id, tenant, username: 'user1', email: 'user1@foo.com', emailVerified: false, ...metadata },
      context: contextOf('Username-Password-Authentication'),
    },
  },
  sms: {
    label: 'Passwordless SMS',
    origin: 'inferred',
    body: {
      user: { id, tenant, phoneNumber: '+15550100', phoneNumberVerified: true, ...metadata },
      context: contextOf('sms'),
    },
  },
  email: {
    label: 'Passwordless email',
    origin: 'inferred',
    body: {
      user: { id, tenant, email: 'user1@foo.com', emailVerified: true, ...metadata },
      context: contextOf('email'),
    },
  },
};

/** The name that a run without a payload file goes by. It has a space, so no payload file has the same name. */
export const defaultPayloadName = 'default sample';

/** The text of a new payload file: a sample as JSON, indented by two spaces, with a line end. */
export function payloadText(sample: SampleName): string {
  return `${JSON.stringify(payloadSamples[sample].body, null, 2)}\n`;
}

const suffix = '.payload.json';
const hookExtension = /\.[cm]?[jt]s$/i;
const nameRule = /^[a-zA-Z0-9]([a-zA-Z0-9_-]*[a-zA-Z0-9])?$/;
const maximumName = 64;

/** What is wrong with the name of a payload, as a sentence to show while it is typed; null if it is a good one. */
export function payloadNameProblem(name: string): string | null {
  if (name === '') return 'Enter a name for the payload.';
  if (name.length > maximumName) return `A payload's name has at most ${maximumName} characters.`;
  if (nameRule.test(name)) return null;
  // A dot would let two hooks, hook.js and hook.old.js, claim the same file.
  return `A payload's name has letters from a to z and digits, with hyphens and underscores in between: "${name}" has not.`;
}

/**
 * The file for a payload of a hook, in the hook's folder: `/a/hook.sms.payload.json` for `/a/hook.js` and `sms`.
 * Works on paths and on file names, with / and \\. `name` is one that `payloadNameProblem` accepts.
 */
export function payloadFileName(hookFile: string, name: string): string {
  const problem = payloadNameProblem(name);
  if (problem !== null) throw new Error(`No file can be named after the payload "${name}". ${problem}`);
  return `${hookFile.replace(hookExtension, '')}.${name}${suffix}`;
}

/**
 * The name of the payload that a file holds for a hook, or null if it is no payload file of that hook: `sms` for
 * `/a/hook.js` and `/a/hook.sms.payload.json`. `file` is a path in the same writing as `hookFile`, or a file name
 * from the hook's folder.
 */
export function payloadNameOf(hookFile: string, file: string): string | null {
  const stem = hookFile.replace(hookExtension, '');
  const prefix = `${/[\\/]/.test(file) ? stem : stem.slice(lastSeparator(stem) + 1)}.`;
  if (!file.startsWith(prefix) || !file.endsWith(suffix)) return null;
  const name = file.slice(prefix.length, -suffix.length);
  return payloadNameProblem(name) === null ? name : null;
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
}
