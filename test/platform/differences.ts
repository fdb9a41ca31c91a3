/** Every deliberate difference between the platform's answers and ours, with its reason. */
export const differences = {
  'line-numbers':
    "Line numbers are those of the user's file. On the platform they are higher by the fifteen lines that the wrapper puts in front. Replies are compared with each stack cut to its first line.",
  'masked-secrets':
    'The values of secrets are replaced by their names in whatever is shown, the reply included: it is kept in the history of runs. The hook itself gets the values.',
  'ES modules':
    'A hook that is an ES module runs: it is converted on the way, for those who write TypeScript or modules and build before they deploy. On the platform the file must be CommonJS.',
  'a proxy for a user':
    'Reads of user, context and its connection are watched by a proxy, which warns of fields that Auth0 does not send. Hook code cannot tell it from the object, but for the words of V8 where strict code adds a field to a frozen one.',
  transport:
    'context.webtask.headers holds the content type alone. The others are those of the request between the parts of Auth0, which nobody documents, and among them are credentials.',
} as const;
export type Difference = keyof typeof differences;
