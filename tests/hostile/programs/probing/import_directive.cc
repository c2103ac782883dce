// expect: source=screen_rejected:include
#import "/etc/passwd"
