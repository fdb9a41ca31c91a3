/**
 * Awaits its work before it calls back, and calls back on every path. Needs no network and no package: it chooses a
 * greeting in the user's language.
 */
const greetings = { de: 'Willkommen', en: 'Welcome', es: 'Te damos la bienvenida', fr: 'Bienvenue' };

async function greet(user, context) {
  const language = new Intl.Locale(context.requestLanguage ?? 'en').language;
  const greeting = greetings[language] ?? greetings.en;
  // Metadata may be missing: a user need not have any.
  const hobby = user.user_metadata?.hobby;

  console.log(`${greeting}, ${user.username ?? user.email ?? user.phoneNumber}`);
  if (hobby) {
    console.log('Next mail: all about', hobby);
  }
}

module.exports = async function (user, context, cb) {
  try {
    await greet(user, context);
  } catch (error) {
    return cb(error);
  }
  cb();
};
