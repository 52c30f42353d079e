return {main = "hello"}
