/** A value of each kind that JSON has, by what it is called. */
export const samples = {
  null: null,
  "a truth value": true,
  "a number": 17,
  "a fraction": 1.5,
  "a text": "some text",
  "an empty text": "",
  "a blank text": "  ",
  "a list": ["x"],
  "an empty list": [],
  "an object": { hunter: 2 },
};
