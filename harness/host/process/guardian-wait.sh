# Waits for the end of its input and keeps which trees are open then. Only where there are some does it
# start what ends them: "$@", which reads them. A shell starts in a millisecond and takes a megabyte,
# Node.js twenty and forty, beside what is measured.

# A Ctrl-C at the terminal must not take the guardian away before it has done its work.
trap '' INT TERM HUP

end='
'
open=
while IFS= read -r line; do
  tree="+ ${line#[+-] }$end"
  case $line in
    +*) open=$open$tree ;;
    -*) case $open in *"$tree"*) open=${open%%"$tree"*}${open#*"$tree"} ;; esac ;;
  esac
done
[ -z "$open" ] || printf %s "$open" | "$@"
