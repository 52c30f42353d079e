# Compares what a program printed with what it should print, line by line:
#   awk -f match.awk EXPECTED ACTUAL
# Where a line of EXPECTED holds a placeholder, the line printed may hold any text of that form:
#   <time>     2026-01-31 23:59:59, the head of a log record       <stamp>  2026-01-31T23:59:59.999Z or with +02:00
#   <number>   digits                                              <hex>    hexadecimal digits
#   <seconds>  0.02, blanks before it allowed                      <version>  1.2.3
#   <any>      anything up to the end of the line or to the text that follows
# Prints ACTUAL with every line that fits replaced by the line of EXPECTED it fits, so that a diff of the two shows the rest.
function pattern_of(line) {
  gsub(/[][\\.^$*+?(){}|\/]/, "\\\\&", line)
  gsub(/<time>/, "[0-9]+-[0-9]+-[0-9]+ [0-9]+:[0-9]+:[0-9]+", line)
  gsub(/<stamp>/, "[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+[.][0-9]+(Z|[-+][0-9]+:?[0-9]+)", line)
  gsub(/<number>/, "[0-9]+", line)
  gsub(/<hex>/, "[0-9a-f]+", line)
  gsub(/<seconds>/, " *[0-9]+[.][0-9]+", line)
  gsub(/<version>/, "[0-9]+[.][0-9]+[.][0-9]+[-+.a-z0-9]*", line)
  gsub(/<any>/, ".*", line)
  return "^" line "$"
}
function fits(line, wanted) {
  return line == wanted || (wanted ~ /<[a-z]+>/ && line ~ pattern_of(wanted))
}
NR == FNR { expected[NR] = $0; lines = NR; next }
{
  # Usually the next line; after a line too many or too few, the nearest one below.
  for (i = last + 1; i <= lines; i++)
    if (fits($0, expected[i])) {
      last = i
      print expected[i]
      next
    }
  print
}
