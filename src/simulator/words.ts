/** What invented people, companies and lines are called. All of it made up; addresses are under example.com. */

export const firstNames = [
  "Robin",
  "Noa",
  "Maëlle",
  "Jürgen",
  "Siobhán",
  "Łukasz",
  "Ángel",
  "Yuki",
  "Olu",
  "Freja",
  "Mehmet",
  "Ines",
  "Tomáš",
  "Aïcha",
  "Björn",
  "Priya",
  "Mateo",
  "Chloé",
  "李娜",
  "Дмитрий",
  "سارة",
  "Kai",
  "Zoë",
  "Nils",
] as const;

export const lastNames = [
  "Vale",
  "Lindqvist",
  "O'Brien",
  "García",
  "Müller",
  "Nowak",
  "Tanaka",
  "Okafor",
  "Sørensen",
  "Yılmaz",
  "da Silva",
  "Novák",
  "Benali",
  "Åkesson",
  "Sharma",
  "Rossi",
  "Dubois",
  "van den Berg",
  "Иванова",
  "王",
  "D’Angelo",
  "Smith",
] as const;

export const companies = [
  "Acme Telephony",
  "Blue Heron Realty",
  "Café Zénith",
  "Nordlicht GmbH & Co. KG",
  "Fjord Freight AS",
  'Quill "Q" Ltd',
  "Tres Hermanos S.L.",
  "株式会社さくら",
  "Maple/Stone Partners",
  "Zeta <Labs>",
  "O&M Services",
  "Lumen & Söhne",
] as const;

export const notes = [
  "prefers mornings",
  "asked for a quote\ncall back",
  "VIP 🎧 – do not put on hold",
  'said "maybe"',
  "left message; retry\tMonday",
  "bezahlt per Rechnung",
  "numéro changé en mars",
  "\u2028pasted from another program\u2029",
  "backslash \\ and slash /",
  "ok",
] as const;

export const teamNames = [
  "Sales",
  "Support",
  "Onboarding",
  "Success",
  "Billing",
  "Réception",
  "Field",
  "Night desk",
] as const;

export const lineNames = [
  "Front desk",
  "Main line",
  "Hotline",
  "Sales",
  "Support",
  "Recruiting",
  "Événements",
  "24/7",
] as const;

export const tagNames = [
  "VIP",
  "Complaint",
  "Quote",
  "Wrong number",
  "Follow-up 📞",
  "À rappeler",
  "Spam",
  "Billing",
  "Demo",
] as const;

export const phoneLabels = ["Work", "Mobile", "Home", "Main", "Fax"] as const;
export const emailLabels = ["Main", "Work", "Private"] as const;

/** Countries of the account's lines and of the people who call: how a number is written there. */
export interface Country {
  /** ISO 3166 alpha-2. */
  code: string;
  timeZone: string;
  /** The spaced international form; each # is a digit. */
  form: string;
}

export const countries: readonly Country[] = [
  { code: "US", timeZone: "America/Chicago", form: "+1 202-555-01##" },
  { code: "US", timeZone: "America/New_York", form: "+1 212-555-01##" },
  { code: "FR", timeZone: "Europe/Paris", form: "+33 1 99 00 ## ##" },
  { code: "GB", timeZone: "Europe/London", form: "+44 20 7946 0###" },
  { code: "DE", timeZone: "Europe/Berlin", form: "+49 30 23125 ###" },
  { code: "ES", timeZone: "Europe/Madrid", form: "+34 900 ### ###" },
  { code: "AU", timeZone: "Australia/Sydney", form: "+61 2 5550 ####" },
  { code: "SE", timeZone: "Europe/Stockholm", form: "+46 8 465 00# ##" },
];

/** A phone number written with spaces, as `raw_digits` and `digits` are. */
export function spaced(form: string, digit: () => number): string {
  return form.replace(/#/g, () => String(digit()));
}

/** The same number in E.164: no spaces, no dashes. */
export function e164(number: string): string {
  return number.replace(/[^+\d]/g, "");
}
