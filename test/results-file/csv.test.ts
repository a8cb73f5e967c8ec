import { describe, expect, test } from 'vitest';
import { placeOf, readCsv } from '../../src/results-file/csv.js';

const fieldsOf = (text: string): readonly (readonly string[])[] => {
  const { header, records } = readCsv(text, 'r.csv');
  return [header, ...records.map(({ fields }) => fields)];
};

describe('a file of rows', () => {
  const rows = [
    ['a', 'b'],
    ['1', 'x y'],
    ['2', ''],
  ];

  test.each([
    ['commas', 'a,b\n1,x y\n2,\n'],
    ['semicolons', 'a;b\n1;x y\n2;\n'],
    ['tabs', 'a\tb\n1\tx y\n2\t\n'],
    ['bars', 'a|b\n1|x y\n2|\n'],
    ['line ends of Windows', 'a,b\r\n1,x y\r\n2,\r\n'],
    ['line ends of old Macs', 'a,b\r1,x y\r2,\r'],
    ['line ends of several systems', 'a,b\r\n1,x y\n2,'],
    ['a byte order mark', '\uFEFFa,b\n1,x y\n2,'],
    ['a byte order mark before a quote', '\uFEFF"a",b\n1,x y\n2,'],
    ['quotes', '"a","b"\n"1","x y"\n"2",""\n'],
    ['spaces around fields', ' a , b\n1 ,\t"x y" \n2, \n'],
    ['empty lines and rows', '\na,b\n\n1,x y\n,\n2,\n\n\n'],
  ])('is read with %s', (_, text) => {
    expect(fieldsOf(text)).toEqual(rows);
  });

  test('has fields with separators, quotes and line breaks in quotes', () => {
    expect(fieldsOf('a,b\n"1,5","say ""x""\r\nand y"\n')[1]).toEqual(['1,5', 'say "x"\r\nand y']);
  });

  test('is separated by what gives the header most columns', () => {
    expect(fieldsOf('a;b;c,d\n1;2;"3"\n')[0]).toEqual(['a', 'b', 'c,d']);
  });

  test('says where a cell stands, in characters and real lines', () => {
    const csv = readCsv('\uFEFFa,b,c\r\n"1\r\n1",é, 3\r\n\r\n4,5,"6"', 'r.csv');
    const [first, second] = csv.records;
    if (first === undefined || second === undefined) throw new Error('two rows were written');
    expect([0, 1, 2].map((at) => placeOf(csv, first, at))).toEqual([
      'r.csv:2:1',
      'r.csv:3:4',
      'r.csv:3:7',
    ]);
    expect([0, 1, 2].map((at) => placeOf(csv, second, at))).toEqual([
      'r.csv:5:1',
      'r.csv:5:3',
      'r.csv:5:5',
    ]);
    expect(second.line).toBe(5);
  });
});

describe('what is no such file is told with its place', () => {
  test.each([
    ['', 'r.csv: the file is empty; expected a header with column names, then one row per run'],
    ['\uFEFF \n\n', 'r.csv: the file is empty; expected a header'],
    ['a,b\n', 'r.csv: a header but no rows; expected one row per run below the header'],
    [
      'PK\u0003\u0004...',
      'r.csv: not a text file; got a zip archive, as Excel saves its workbooks;',
    ],
    ['a,b\n1,\u0000\n', 'r.csv: not a text file; expected rows of text'],
    ['a\n1\n', 'r.csv:1:1: the header has one column; got "a"; expected names with commas'],
    ['a,b,a\n1,2,3\n', 'r.csv:1:5: two columns are named "a"; got columns 1 and this one'],
    [
      '16,0.97\n32,0.98\n',
      'r.csv:1:4: the first row has a number instead of a column name; got 0.97',
    ],
    [
      'a,b\n1,2\n1,2,3\n',
      'r.csv:3:1: the row and the header have different numbers of fields; got 3 fields; expected 2;',
    ],
    [
      'a,b\n\n1\n',
      'r.csv:3:1: the row and the header have different numbers of fields; got 1 field; expected 2;',
    ],
    ['a,b\n1,"2\n3,4\n5,"6\n', 'r.csv:2:3: a quote in the middle of this field;'],
    ['a,b\n1,"2\n3,4\n', 'r.csv:2:3: the quote that opens this field is never closed; close it,'],
    [
      'a,b\n"1,2\n3",4,5\n',
      'r.csv:2:1: the row and the header have different numbers of fields; got 3 fields on 2 lines, so a quote may be missing; expected 2',
    ],
    [
      'a,b\n1,x"y"\n',
      'r.csv:2:3: a quote in the middle of this field; expected quotes around the whole field',
    ],
    ['a,b\n1, "x"y\n', 'r.csv:2:4: a quote in the middle of this field;'],
  ])('%j', (text, message) => {
    expect(() => readCsv(text, 'r.csv')).toThrow(message);
    expect(() => readCsv(text, 'r.csv')).toThrow(
      expect.objectContaining({ name: 'ResultsFileError' }) as Error,
    );
  });
});
